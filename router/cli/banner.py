"""What does a newcomer need to see when the service has started?"""

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from router import __version__
from router.bootstrap import Container
from router.core.tier import TIERS
from router.settings import Settings

__all__ = ["banner"]

_SIMULATED = "simulated"


def banner(container: Container, *, port: int) -> None:
    """Print where the service listens, what it found, and two snippets to paste."""
    console = Console(highlight=False, soft_wrap=True)
    settings = container.settings
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    base_url = f"http://{host}:{port}/v1"
    shown_url = escape(base_url)
    console.print(f"\n[bold]Tierwise {__version__}[/bold] listens on [bold]{shown_url}[/bold]\n")
    console.print(_facts(settings, container))
    console.print(_found(container))
    console.print("[bold]Try it[/bold]\n")
    console.print(_curl(base_url, settings), markup=False)
    console.print("[bold]or from Python[/bold]\n")
    console.print(_python(base_url, settings), markup=False)


def _facts(settings: Settings, container: Container) -> Table:
    rulebook = container.rulebooks.current()
    table = Table.grid("name", Column(overflow="fold"), padding=(0, 2))
    for name, value in (
        ("policy", f"{rulebook.policy_version}  {_origin(settings, container)}"),
        ("classifier", _classifier(settings, container)),
        ("ledger", str(settings.database)),
        ("access", _access(settings)),
    ):
        table.add_row(f"  [dim]{name}[/dim]", escape(value))
    for tier in TIERS:
        names = [d.name for d in rulebook.catalog.deployments if d.tier is tier]
        table.add_row(f"  [dim]{tier}[/dim]", escape(", ".join(names)) or "[yellow]none[/yellow]")
    return table


def _origin(settings: Settings, container: Container) -> str:
    """Where the policy in force comes from."""
    return str(settings.policy) if container.rulebooks.follows_file else "tierwise policy status"


def _classifier(settings: Settings, container: Container) -> str:
    """Which artifact judges, and where it comes from where that is not the release itself."""
    version = container.classifier.version
    return f"{version}  {settings.classifier}" if settings.classifier else version


def _access(settings: Settings) -> str:
    if not settings.is_open:
        return "virtual key required"
    whom = "this machine" if settings.is_loopback else "whoever reaches this address"
    return f"open to {whom}, no key needed"


def _found(container: Container) -> str:
    lines = [
        f"  [green]found[/green]  {found.provider}: {escape(found.note)}"
        for found in container.found
    ]
    catalog = container.rulebooks.current().catalog
    if any(deployment.provider == _SIMULATED for deployment in catalog.deployments):
        why = "No model of the catalog can be called" if lines else "No provider key found"
        lines += [
            f"  [yellow]{why}: answers are simulated and say so.[/yellow] "
            "Routing, headers and ledger are real.",
            "  Set OPENAI_API_KEY, ANTHROPIC_API_KEY or another "
            "provider's key, or start Ollama, and start again.",
        ]
    return "".join(f"\n{line}" for line in lines) + "\n"


def _curl(base_url: str, settings: Settings) -> str:
    key = "" if settings.is_open else '  -H "Authorization: Bearer $TIERWISE_KEY" \\\n'
    return (
        f"  curl -i {base_url}/chat/completions \\\n{key}"
        '  -H "Content-Type: application/json" \\\n'
        """  -d '{"model": "auto", "messages": [{"role": "user", "content": """
        """"Make this a bullet list: milk, eggs, bread"}]}'\n"""
    )


def _python(base_url: str, settings: Settings) -> str:
    key = "any" if settings.is_open else "tw-..."
    return (
        "  from openai import OpenAI\n\n"
        f'  client = OpenAI(base_url="{base_url}", api_key="{key}")\n'
        '  answer = client.chat.completions.create(model="auto", messages=[\n'
        '      {"role": "user", "content": "Draft our reply to the regulator about the outage"}])\n'
        "  print(answer.choices[0].message.content)\n"
    )
