"""`tierwise demo`: what does the running service do with real prompts of many kinds?"""

from router.cli.demo.command import demo

__all__ = ["demo"]
