"""The graph as a service: SPARQL 1.1 Protocol, Graph Store Protocol, pages for people. See `http.run`.

http.py      the listening socket, and clients that are too slow
app.py       which address is answered by whom
protocol.py  requests of the SPARQL protocol and of the Graph Store Protocol -> jobs
pages.py     the page with the editor, things and answers as HTML
pool.py      jobs -> worker processes, which can be killed
worker.py    one such process; engine.py what it does with the store
"""
