# The TLS proxy. Built from the folder docker/.

FROM caddy:2.11.7-alpine
RUN addgroup -S -g 10001 etaluukku \
    && adduser -S -u 10001 -G etaluukku -H -s /sbin/nologin etaluukku \
    && mkdir -m 0700 /certificates \
    && chown 10001:10001 /certificates
COPY Caddyfile /etc/caddy/Caddyfile
USER 10001:10001
EXPOSE 8080 8443
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
    CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8081/"]
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
