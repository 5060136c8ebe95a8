# An image that needs nothing but its own files: the bundled models are converted while it is built.
# Plain instructions only, so that docker, podman and buildah build it alike, without BuildKit.
#
#   docker build -t mascarilla .
#
# Pin what it is made from by digest: --build-arg NODE_IMAGE=docker.io/library/node@sha256:…
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim
ARG BASE_IMAGE=docker.io/library/debian:bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.base.json LICENSE README.md ./
COPY src src
COPY models models
COPY openapi openapi
COPY docs docs
RUN npm run build
# What is left: what runs on this platform, a list of it (SBOM), and the models as packages.
RUN npm sbom --omit=dev --sbom-format=cyclonedx > sbom.cdx.json \
 && npm prune --omit=dev \
 && keep=node_modules/onnxruntime-node/bin/napi-v6/linux/$(node -p process.arch) \
 && mv "$keep" /tmp/onnxruntime \
 && rm -rf node_modules/onnxruntime-node/bin node_modules/onnxruntime-node/script \
 && mkdir -p "$(dirname "$keep")" && mv /tmp/onnxruntime "$keep" \
 && find dist node_modules -name '*.map' -delete \
 && find dist -name '*.d.ts' -delete -o -name '*.tsbuildinfo' -delete
RUN node dist/src/cli.js convert models/clinical-es-mini packages/clinical-es-mini \
 && node dist/src/cli.js convert models/clinical-es-mini-pharmaconer packages/clinical-es-mini-pharmaconer \
 && rm models/clinical-es-mini*/model.safetensors

FROM ${BASE_IMAGE} AS runtime
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libstdc++6 tini \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=build /build/LICENSE /build/package.json /build/sbom.cdx.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY --from=build /build/docs docs
COPY --from=build /build/models models
COPY --from=build /build/packages packages
RUN printf '#!/bin/sh\nexec node /app/dist/src/cli.js "$@"\n' > /usr/local/bin/mascarilla \
 && chmod 755 /usr/local/bin/mascarilla \
 && mkdir -p /cache && chown 65532:65532 /cache
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="mascarilla" \
      org.opencontainers.image.description="Spanish biomedical and clinical language models over REST" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    MODELS=clinical-es-mini=/app/packages/clinical-es-mini,clinical-es-mini-pharmaconer=/app/packages/clinical-es-mini-pharmaconer \
    MASCARILLA_HOME=/cache/mascarilla \
    HF_HOME=/cache/huggingface
USER 65532:65532
EXPOSE 8080
# By Node itself, which is there anyway.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "/app/dist/src/cli.js", "health"]
ENTRYPOINT ["/usr/bin/tini", "--", "node", "/app/dist/src/cli.js"]
CMD ["serve"]
