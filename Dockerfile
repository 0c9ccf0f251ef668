# Images of our own parts, for docker-compose.yml: server, seed, load (k6 with the scenarios), bouncer (PgBouncer), object-store. They hold all platforms; PLATFORM
# says which one a container is about.
#   docker build --target server .
# The base images are arguments, so that a registry of one's own, or `compose/prove.ts`, can put others in their place.
ARG NODE_IMAGE=node:24.21.0-trixie-slim
ARG GO_IMAGE=golang:1.26.8-trixie
ARG DEBIAN_IMAGE=debian:13.1-slim

# All packages, none of their install scripts: what is copied from here is JavaScript.
FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force
COPY compose/image compose/image

# Of those, what the server imports, and what the seed imports: 9 and 26 MB instead of 190.
FROM packages AS server-packages
COPY reference-server reference-server
RUN node compose/image/copy-packages.ts /runtime reference-server

FROM packages AS seed-packages
COPY reference-server reference-server
COPY seed seed
COPY harness/model harness/model
RUN node compose/image/copy-packages.ts /runtime reference-server seed harness/model

# The scenario of every platform as k6 runs it.
FROM packages AS scenario
COPY reference-server reference-server
COPY scenarios scenarios
COPY harness harness
COPY compose/load compose/load
RUN node compose/image/bundle-load.ts /scenario

# k6 from the Go module that the harness builds it from, pinned by checksum: docs/adr/0150.
FROM ${GO_IMAGE} AS k6
WORKDIR /k6
COPY scripts/k6 ./
RUN CGO_ENABLED=0 GOFLAGS=-mod=readonly go build -trimpath -buildvcs=false -ldflags='-s -w' -o /out/k6 ./cmd/k6

FROM ${NODE_IMAGE} AS server
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY package.json ./
COPY --from=server-packages /runtime/node_modules node_modules
COPY reference-server reference-server
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=5s --start-period=20s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "reference-server/server.ts"]

FROM ${NODE_IMAGE} AS seed
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY --from=seed-packages /runtime/node_modules node_modules
COPY harness/model harness/model
COPY harness/program harness/program
COPY reference-server reference-server
COPY seed seed
COPY compose/seed.ts compose/seed.ts
# A new volume takes over whose this is: sessions are for one user's eyes.
RUN mkdir -m 700 /world && chown 1000:1000 /world
USER 1000:1000
CMD ["node", "compose/seed.ts"]

# Nothing but k6, and its user is the one that owns the sessions.
FROM scratch AS load
COPY --from=k6 /out/k6 /k6
COPY --from=scenario /scenario /scenario
ENV HOME=/tmp K6_AUTO_EXTENSION_RESOLUTION=false K6_NO_USAGE_REPORT=true
USER 1000:1000
ENTRYPOINT ["/k6"]
CMD ["run", "--help"]

# There is no official image of PgBouncer: Debian's package, in its own.
FROM ${DEBIAN_IMAGE} AS bouncer
RUN apt-get update \
  && apt-get install --yes --no-install-recommends pgbouncer postgresql-client \
  && rm -rf /var/lib/apt/lists/*
COPY compose/pgbouncer/pgbouncer.ini /etc/pgbouncer/pgbouncer.ini
COPY compose/pgbouncer/start-bouncer.sh /usr/local/bin/start-bouncer.sh
USER 65534:65534
EXPOSE 6432
HEALTHCHECK --interval=3s --timeout=5s --start-period=10s --retries=10 \
  CMD ["sh", "-c", "PGPASSWORD=$SERVER_PASSWORD psql --host=127.0.0.1 --port=6432 --username=server --dbname=proofload --command='SELECT 1' --output=/dev/null"]
CMD ["sh", "/usr/local/bin/start-bouncer.sh"]

# The object store from the Go module that the harness builds it from, pinned by checksum.
FROM ${GO_IMAGE} AS versitygw
WORKDIR /object-store
COPY scripts/object-store ./
RUN CGO_ENABLED=0 GOFLAGS=-mod=readonly go build -trimpath -buildvcs=false -ldflags='-s -w' \
  -o /out/versitygw github.com/versity/versitygw/cmd/versitygw

# Node is there for the health check alone.
FROM ${NODE_IMAGE} AS object-store
COPY --from=versitygw /out/versitygw /usr/local/bin/versitygw
# A new volume takes over whose these are.
RUN mkdir -m 700 /files && mkdir /files/objects /files/metadata && chown -R 1000:1000 /files
USER 1000:1000
EXPOSE 9000
HEALTHCHECK --interval=3s --timeout=5s --start-period=10s --retries=10 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9000/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["versitygw", "--port=:9000", "--region=us-east-1", "--health=/health", "--keep-alive", "--quiet", "posix", "--sidecar=/files/metadata", "/files/objects"]
