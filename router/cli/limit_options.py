"""Which options say whose use a budget or a quota limits, and what of a command was written?"""

from typing import Annotated

import typer

from router.core.tier import Tier

__all__ = [
    "ContactOption",
    "CostCentreOption",
    "DepartmentOption",
    "DeploymentOption",
    "EnvironmentOption",
    "KeyOption",
    "OrganisationOption",
    "ProjectOption",
    "ServiceAccountOption",
    "TagOption",
    "TeamOption",
    "TierOption",
    "UserOption",
    "written_of",
]

OrganisationOption = Annotated[str | None, typer.Option(help="Only use of this organisation.")]
DepartmentOption = Annotated[str | None, typer.Option(help="Only use of this department.")]
TeamOption = Annotated[str | None, typer.Option(help="Only use of this team.")]
ProjectOption = Annotated[str | None, typer.Option(help="Only use of this project.")]
CostCentreOption = Annotated[str | None, typer.Option(help="Only use of this cost centre.")]
UserOption = Annotated[str | None, typer.Option(help="Only use of this user.")]
ServiceAccountOption = Annotated[str | None, typer.Option(help="Only use of this service account.")]
KeyOption = Annotated[str | None, typer.Option(help="Only use of the key with this id.")]
EnvironmentOption = Annotated[str | None, typer.Option(help="Only use in this environment.")]
TagOption = Annotated[str | None, typer.Option(help="Only use with this tag.")]
DeploymentOption = Annotated[str | None, typer.Option(help="Only answers of this deployment.")]
TierOption = Annotated[Tier | None, typer.Option(help="Only answers of this tier.")]
ContactOption = Annotated[str | None, typer.Option(help="Whom callers are told to ask for more.")]

_OF_THE_COMMAND = ("id", "database")


def written_of(context: typer.Context) -> dict[str, object]:
    """The fields that options gave, under the names that they have in a policy."""
    return {
        name: value
        for name, value in context.params.items()
        if value is not None and name not in _OF_THE_COMMAND
    }
