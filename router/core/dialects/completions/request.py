"""What does a request of OpenAI's old completions API ask, in the words of chat completions?"""

from collections.abc import Mapping

from router.core.dialects.fitting import TranslatedRequest
from router.core.dialects.reading import Json, wrong

__all__ = ["prompt_of", "to_chat"]

_AS_THEY_ARE = (
    *("model", "max_tokens", "temperature", "top_p", "n", "stop", "seed", "user", "stream"),
    *("presence_penalty", "frequency_penalty", "logit_bias", "metadata"),
)
_READ = frozenset({*_AS_THEY_ARE, "prompt", "echo", "best_of", "stream_options"})
_REFUSED = {
    "suffix": "models that chat cannot fill in the middle. Write into the prompt what follows.",
    "logprobs": "ask for probabilities of tokens at /v1/chat/completions.",
}


def to_chat(asked: Mapping[str, object]) -> TranslatedRequest:
    """The prompt as the words of a user.

    Raises:
        InvalidRequest: something in it cannot be said to models that chat.
    """
    for name, why in _REFUSED.items():
        if asked.get(name):
            raise wrong(name, told=why)
    best_of = asked.get("best_of")
    if best_of is not None and best_of != (asked.get("n") or 1):
        raise wrong("best_of", told="nobody compares answers here. Ask for 'n' answers.")
    body: Json = {name: asked[name] for name in _AS_THEY_ARE if asked.get(name) is not None}
    body["messages"] = [{"role": "user", "content": prompt_of(asked)}]
    if asked.get("stream") is True:
        body["stream_options"] = {"include_usage": True}
    return TranslatedRequest(body=body, left_out=tuple(sorted(asked.keys() - _READ)))


def prompt_of(asked: Mapping[str, object]) -> str:
    """The one prompt of a request.

    Raises:
        InvalidRequest: it is missing, or tokens, or several at once.
    """
    prompt = asked.get("prompt")
    if isinstance(prompt, list) and len(prompt) == 1:
        prompt = prompt[0]
    if isinstance(prompt, str):
        return prompt
    if isinstance(prompt, list) and all(isinstance(one, str) for one in prompt):
        raise wrong("prompt", told="send one text with each request, since each is decided on.")
    raise wrong("prompt", told="write a text. Tokens of one model are no words to another.")
