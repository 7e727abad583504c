from __future__ import annotations
import re
from dataclasses import dataclass
from kg.model import Span
@dataclass(frozen=True, slots=True)
class Block:
    begin:int; end:int; role:str; lead:int|None=None; speaker:Span|None=None
class BlockRules:
    @staticmethod
    def from_toml(d): return BlockRules()
def blocks(text, rules=None):
    out=[]
    for m in re.finditer(r'[^\n]+',text):
        s=m.group(); role='paragraph'
        if m.start()==0: role='headline'
        elif re.match(r'(- Advert|Must read|More articles|Latest article|Share this|Related|READ MORE|RELATED|Sign up|We use cookies|Enjoying|Most popular|Most read|Do you have a story)',s): role='debris'
        elif s.endswith('?') and len(s)<70: role='question'
        b=m.start(); sp=None
        k=re.match(r'(• |\d\d\.\d\d |[A-Z][A-Z/]+, [A-Z][a-z]+ \d+ - |[A-Z]+ — |[A-Z]+ - |(PRESIDENT [A-Z]+): )',s)
        if k:
            b+=k.end()
            if k.group(2): sp=Span(m.start(), m.start()+len(k.group(2))+1)
        if sp is None and out and out[-1].speaker and role=='paragraph': sp=out[-1].speaker
        out.append(Block(b,m.end(),role,None,sp))
    return out
