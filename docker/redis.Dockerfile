# Debian's Redis, the version that the tests run against. Built from the folder docker/.

FROM debian:12.13-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends redis-server=5:7.0.15-* \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner 10001 --group 10001 --mode 0700 /data
COPY redis.conf /etc/etaluukku/redis.conf
USER 10001:10001
WORKDIR /data
EXPOSE 6379
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
    CMD ["sh", "-c", "redis-cli ping | grep -qx PONG"]
ENTRYPOINT ["redis-server", "/etc/etaluukku/redis.conf"]
