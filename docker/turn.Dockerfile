# Debian's coturn, the version that the tests run against. Built from the folder docker/.

FROM debian:12.13-slim
# /certificates is the proxy's volume: made here, too, so that a new volume belongs to this user
# whichever container comes first.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends coturn=4.6.1-* \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner 10001 --group 10001 --mode 0700 /certificates
COPY turnserver.conf /etc/etaluukku/turnserver.conf
COPY --chmod=0755 turn.sh /usr/local/bin/turn.sh
USER 10001:10001
EXPOSE 3478/tcp 3478/udp 5349/tcp
# A real STUN answer; the client itself would wait for ever.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
    CMD ["timeout", "3", "turnutils_stunclient", "127.0.0.1"]
ENTRYPOINT ["turn.sh"]
