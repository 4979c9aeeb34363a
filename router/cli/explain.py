"""`tierwise explain`: why a prompt would be routed as it would."""

import asyncio
from typing import Annotated

import typer

from router.cli.options import CatalogOption, ClassifierOption, PolicyOption
from router.cli.standard_input import standard_input

__all__ = ["explain"]


def explain(
    prompt: Annotated[str, typer.Argument(help="The prompt; - reads standard input.")],
    *,
    model: Annotated[str, typer.Option(help="The model that the caller asks for.")] = "auto",
    system: Annotated[str | None, typer.Option(help="A system message before it.")] = None,
    team: Annotated[str | None, typer.Option(help="The team that pays.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    policy: PolicyOption = None,
    catalog: CatalogOption = None,
    classifier: ClassifierOption = None,
) -> None:
    """Show the whole reasoning for a prompt; nobody is called and nothing is booked."""
    import json

    from router.api.explanations import explanation_json
    from router.bootstrap import assemble, find_providers
    from router.core.caller import Attribution
    from router.core.chat import ChatRequest
    from router.core.key import LOCAL_KEY
    from router.settings import Settings

    settings = Settings.load(policy=policy, catalog=catalog, classifier=classifier, auth="open")
    text = standard_input().read() if prompt == "-" else prompt
    messages = [{"role": "system", "content": system}] if system else []
    messages.append({"role": "user", "content": text})
    found = asyncio.run(find_providers(settings))
    container = assemble(settings, found, is_ephemeral=True)
    request = ChatRequest(
        fields={}, messages=messages, requested_model=model, attribution=Attribution(team=team)
    )
    explanation = asyncio.run(container.explain.would(request, LOCAL_KEY))
    if as_json:
        print(json.dumps(explanation_json(explanation), indent=2, ensure_ascii=False))
    else:
        print(explanation.words)
