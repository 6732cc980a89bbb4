"""Processes of their own for the enrichers of other distributions.

An enricher may call `os._exit`, crash in C, loop for ever with the interpreter's lock held, or
swallow every exception that is raised in it. No guard in the same process holds against these; a
process that can be ended does. `process` starts such a process and ends it when its time is over,
`serving` is what runs inside, `host` calls the enrichers there, and `enrichers` stands in for them
on this side.
"""
