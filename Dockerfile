# An image that needs nothing but its own files: the bundled models are converted while it is built.
# Plain instructions only, so that docker, podman and buildah build it alike.
#
#   docker build -t mascarilla .
#   docker build -t mascarilla:0.1.0-cuda12 --target cuda .
#
# The target `cuda` was NEVER BUILT OR RUN: neither its base image, nor NuGet, nor a GPU was at hand;
# docs/containers.md tells what is known. Docker's old builder, without BuildKit, would build it always.
#
# Pin what it is made from by digest: --build-arg NODE_IMAGE=docker.io/library/node@sha256:…
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim
ARG BASE_IMAGE=docker.io/library/debian:bookworm-slim
# CUDA 12 and cuDNN 9, which onnxruntime-node 1.30 has its library for.
ARG CUDA_IMAGE=docker.io/nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04

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
 && rm -rf node_modules/onnxruntime-node/bin \
 && mkdir -p "$(dirname "$keep")" && mv /tmp/onnxruntime "$keep"
RUN node dist/src/cli.js convert models/clinical-es-mini packages/clinical-es-mini \
 && node dist/src/cli.js convert models/clinical-es-mini-pharmaconer packages/clinical-es-mini-pharmaconer
# All that the image has beside its base, as it lies there; of the checkpoints their cards.
COPY deploy/slim-modules deploy/
RUN root=/image app=/image/app \
 && mkdir -p "$root/usr/local/bin" "$app/dist" \
 && cp /usr/local/bin/node "$root/usr/local/bin/" \
 && printf '#!/bin/sh\nexec node /app/dist/src/cli.js "$@"\n' > "$root/usr/local/bin/mascarilla" \
 && chmod 755 "$root/usr/local/bin/mascarilla" \
 && find models -type f ! -name README.md ! -name sentences.txt -delete \
 && rm docs/*.png \
 && find dist/src ! -name '*.js' -type f -delete \
 && mv dist/src dist/page "$app/dist/" \
 && mv LICENSE package.json sbom.cdx.json node_modules docs models packages "$app/" \
 && deploy/slim-modules "$app/node_modules"

# NuGet has ONNX Runtime's library for CUDA; npm has not. Linux on x64 only.
FROM build AS build-cuda
RUN cd /image/app/node_modules/onnxruntime-node \
 && node script/install.js --onnxruntime-node-install=cuda12 \
 && rm bin/napi-v6/linux/x64/libonnxruntime_providers_tensorrt.so

# As `runtime` below (a test compares), with a GPU.
FROM ${CUDA_IMAGE} AS cuda
RUN apt-get update \
 && apt-get install -y --no-install-recommends tini \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin \
 && mkdir -p /cache && chown 65532:65532 /cache
COPY --from=build-cuda /image /
WORKDIR /app
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
    HF_HOME=/cache/huggingface \
    DEVICES=cuda:0
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "/app/dist/src/cli.js", "health"]
ENTRYPOINT ["/usr/bin/tini", "--", "node", "/app/dist/src/cli.js"]
CMD ["serve"]

FROM ${BASE_IMAGE} AS runtime
RUN apt-get update \
 && apt-get install -y --no-install-recommends tini \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin \
 && mkdir -p /cache && chown 65532:65532 /cache
COPY --from=build /image /
WORKDIR /app
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
