"""Is the form a sound to be written down or a picture to be changed, and what can that use?"""

from collections.abc import Mapping
from dataclasses import replace

from router.api.attribution import attribution_of
from router.api.forms import Form, Part, read_form
from router.api.parsing import model_name
from router.api.sound_length import seconds_of
from router.core.errors import InvalidRequest
from router.core.media import MediaRequest, Operation, Passed
from router.core.picture import (
    MOST_INPUT_TOKENS,
    USUAL_INPUT_TOKENS,
    most_output_tokens,
    tariff_of,
)
from router.core.sighting import Origin

__all__ = ["parse_form"]

_MOST_PICTURES = 10
_HEARD_A_SECOND, _MOST_HEARD_A_SECOND = 10, 25
"""Tokens of sound: OpenAI's models make one of a tenth of a second."""
_WRITTEN_A_SECOND = 10
"""Nobody says so many tokens in a second."""
_LEAST_WRITTEN = 256
_MOST_WRITTEN = 16_000
_MOST_FORESEEN = 10_000
"""A long sound does not keep deployments away that are billed by the second."""
_YES = frozenset({"true", "1", "yes"})


def parse_form(
    operation: Operation, body: bytes, *, headers: Mapping[str, str], origin: Origin
) -> MediaRequest:
    """A request whose body is a form; raises `InvalidRequest` where something is missing."""
    form = read_form(body, headers.get("content-type"))
    place = form.only("model")
    if place is None:
        raise InvalidRequest(
            "The form lacks the field 'model'. Write 'auto' to let the policy choose.",
            param="model",
        )
    if (form.value("stream") or "").lower() in _YES:
        raise InvalidRequest(
            "Nothing is streamed as events here. Leave 'stream' out.", param="stream"
        )
    request = MediaRequest(
        passed=Passed(
            operation=operation,
            content_type=form.content_type,
            before=body[: place.start],
            after=body[place.end :],
        ),
        text=form.value("prompt") or "",
        requested_model=model_name(form.value("model") or ""),
        attribution=attribution_of(headers, user=form.value("user"), metadata=None, tags=None),
        origin=origin,
    )
    if operation in (Operation.TRANSCRIPTIONS, Operation.TRANSLATIONS):
        return _heard(request, form)
    return _redrawn(request, form)


def _heard(request: MediaRequest, form: Form) -> MediaRequest:
    file = _file(form, "file", what="the sound to be written down")
    data = form.body[file.start : file.end]
    seconds = seconds_of(data, file_name=file.file_name or "")
    return replace(
        request,
        units=seconds,
        are_units_estimated=True,
        input_tokens=min(seconds * _HEARD_A_SECOND, _MOST_FORESEEN),
        most_input_tokens=seconds * _MOST_HEARD_A_SECOND,
        output_tokens=min(seconds * _WRITTEN_A_SECOND + _LEAST_WRITTEN, _MOST_WRITTEN),
    )


def _redrawn(request: MediaRequest, form: Form) -> MediaRequest:
    _file(form, "image", "image[]", what="the picture to be changed")
    pictures = len(form.files("image", "image[]", "mask"))
    said = form.value("n") or "1"
    count = int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else 0
    if not 1 <= count <= _MOST_PICTURES:
        raise InvalidRequest(f"'n' is {said[:20]}; write 1 to {_MOST_PICTURES}.", param="n")
    size, quality = form.value("size"), form.value("quality")
    return replace(
        request,
        units=count,
        choices=count,
        tariff=tariff_of(size=size, quality=quality),
        input_tokens=pictures * USUAL_INPUT_TOKENS,
        most_input_tokens=pictures * MOST_INPUT_TOKENS,
        output_tokens=most_output_tokens(size=size, quality=quality),
    )


def _file(form: Form, *names: str, what: str) -> Part:
    found = form.files(*names)
    if not found or found[0].start == found[0].end:
        raise InvalidRequest(f"The form lacks the file '{names[0]}': {what}.", param=names[0])
    return found[0]
