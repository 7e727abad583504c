"""Several machines: readers on the workers of a Dask cluster (`pactgraph[cluster]`), for one leading process."""

from __future__ import annotations

from kg.cluster.leader import Cluster

__all__ = ["Cluster"]
