# One signaling node with the web app in it. Built from the repository's root:
#   docker build --file docker/signaling.Dockerfile .

FROM node:24.20.0-trixie-slim AS web
WORKDIR /src/web
# First what is installed from, so that a change of the sources does not fetch it all again.
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci
COPY web/ ./
RUN npm run build

FROM python:3.11.14-slim-bookworm AS python
WORKDIR /src
COPY .ci/constraints.txt docker/signaling.requirements.txt ./
# The server's own needs only: cameras and codecs are the terminal's.
RUN python -m venv /opt/etaluukku \
    && /opt/etaluukku/bin/pip install --no-cache-dir --constraint constraints.txt \
        --requirement signaling.requirements.txt \
    && pip install --no-cache-dir --constraint constraints.txt setuptools
COPY pyproject.toml LICENSE ./
COPY signaling/ signaling/
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/etaluukku/bin/pip install --no-cache-dir --no-deps dist/*.whl

FROM python:3.11.14-slim-bookworm
RUN groupadd --gid 10001 etaluukku \
    && useradd --uid 10001 --gid etaluukku --no-create-home --shell /usr/sbin/nologin etaluukku
COPY --from=python /opt/etaluukku /opt/etaluukku
COPY --from=web /src/web/dist /opt/etaluukku/web
ENV PATH=/opt/etaluukku/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ETALUUKKU_HOST=0.0.0.0 \
    ETALUUKKU_PORT=8080 \
    ETALUUKKU_WEB_DIST=/opt/etaluukku/web
USER 10001:10001
WORKDIR /tmp
EXPOSE 8080
# That the process lives; whether it can work (Redis answers) is /readyz, which the proxy asks.
HEALTHCHECK --interval=5s --timeout=4s --start-period=15s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=3)"]
ENTRYPOINT ["etaluukku"]
CMD ["serve"]
