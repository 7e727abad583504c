"""The form of a text before its grammar: which stretch is a headline, a paragraph, a bullet, a label, or web debris.

The words that tell live in `ontology/blocks.toml`; what they mean is in `rules.py`.
"""

from kg.blocks.form import PREFIXES, Block, Role, blocks
from kg.blocks.rules import BlockRules

__all__ = ["PREFIXES", "Block", "BlockRules", "Role", "blocks"]
