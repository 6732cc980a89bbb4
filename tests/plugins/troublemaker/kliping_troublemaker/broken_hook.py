"""A plugin whose hooks raise."""

from kliping.plugins import hookimpl


@hookimpl
def kliping_register_enrichers() -> list[object]:
    raise OSError("the hook fell over")


@hookimpl
def kliping_register_commands(cli: object) -> None:
    raise OSError("the commands fell over")
