# An image with `kg` and nothing else, for a user without rights. Every package is checked against the hashes of the lock file.
#
#   docker build -t pactgraph .
#   docker run --rm -v "$PWD:/work" --network none pactgraph build article.txt --store my-store
#
# The base is pinned by its tag; pin it by digest with --build-arg BASE=python@sha256:… as your own registry tells it.
ARG BASE=python:3.12.11-slim-bookworm

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
WORKDIR /source
RUN python -m venv /opt/pactgraph && python -m venv /opt/tools
COPY requirements.lock requirements-run.lock ./
RUN /opt/pactgraph/bin/pip install --only-binary :all: --require-hashes -r requirements-run.lock
# What builds the wheel comes from the same list, with its hashes; it stays behind in this stage.
RUN awk '/^[^ ]/ { keep = /^(hatchling|packaging|pathspec|pluggy|tomlkit|trove-classifiers)==/ } keep' requirements.lock > build.lock \
 && /opt/tools/bin/pip install --only-binary :all: --require-hashes -r build.lock
COPY pyproject.toml README.md LICENSE ./
COPY kg kg
COPY ontology ontology
COPY examples examples
RUN /opt/tools/bin/python -m hatchling build -t wheel -d /wheel \
 && /opt/pactgraph/bin/pip install --no-deps --no-index /wheel/*.whl \
 && /opt/pactgraph/bin/kg doctor

FROM ${BASE}
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin kg && mkdir /work && chown kg /work
COPY --from=build /opt/pactgraph /opt/pactgraph
ENV PATH=/opt/pactgraph/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001
WORKDIR /work
ENTRYPOINT ["kg"]
CMD ["--help"]
