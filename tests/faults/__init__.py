"""Faults: what a store is like after a kill, a full disk, a rival, a wrong clock, an older version."""
