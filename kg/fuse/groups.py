"""From clusters to commitments: what analysts merged or took apart, over what was settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kg.fuse.decisions import Decision


class Groups:
    """Which clusters are one by decision. Clusters go by their founders; later decisions go over earlier ones."""

    def __init__(self, decisions: Iterable[Decision], cluster: Callable[[str], str | None]) -> None:
        self._links: list[tuple[str, str]] = []
        for decision in decisions:
            founders = sorted({founder for claim in decision.claims if (founder := cluster(claim)) is not None})
            if decision.verb == "merge":
                self._links += [(founders[0], other) for other in founders[1:]]
            elif decision.alone is None:
                self._part(founders)

    def of(self, founder: str) -> frozenset[str]:
        """The founders of all clusters that are one with this one, itself among them."""
        found, queue = {founder}, [founder]
        while queue:
            here = queue.pop()
            for one, other in self._links:
                if here in (one, other) and (there := other if here == one else one) not in found:
                    found.add(there)
                    queue.append(there)
        return frozenset(found)

    def _part(self, founders: list[str]) -> None:
        """Takes back the merges between these clusters: they are what they were before."""
        for founder in founders:
            group = self.of(founder)
            if len(group.intersection(founders)) > 1:
                self._links = [link for link in self._links if link[0] not in group]
