"""LangChain's ChatOpenAI against the service: only its base URL changes."""

from typing import Annotated, Literal

import pytest
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, ToolMessage
from langchain_core.runnables import Runnable
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from pydantic import BaseModel, Field, SecretStr

from tests.journeys.running import Service
from tests.upstream import Upstream


class Weather(BaseModel):
    """The weather in a city."""

    city: Annotated[str, Field(description="Name of the city")]
    sky: Literal["clear", "cloudy"]


def chat(service: Service, *, model: str = "auto") -> ChatOpenAI:
    return ChatOpenAI(model=model, base_url=service.base_url, api_key=SecretStr("any"))


def test_invoke_gives_the_text_and_counts_the_tokens(service: Service, upstream: Upstream) -> None:
    message = chat(service).invoke("Say hello")

    assert message.text == upstream.reply.text
    assert message.usage_metadata is not None
    assert message.usage_metadata["total_tokens"] == 18
    assert message.usage_metadata["input_token_details"]["cache_read"] == 4
    assert message.usage_metadata["output_token_details"]["reasoning"] == 2


@pytest.mark.parametrize("model", ["auto", "economy", "large"])
def test_a_stream_puts_text_and_usage_together(
    service: Service, upstream: Upstream, model: str
) -> None:
    chunks = list(chat(service, model=model).stream("Say hello", stream_usage=True))

    whole = chunks[0]
    for chunk in chunks[1:]:
        whole += chunk
    assert isinstance(whole, AIMessageChunk)
    assert len(chunks) > 5
    assert whole.text == upstream.reply.text
    assert whole.usage_metadata is not None
    assert whole.usage_metadata["total_tokens"] == 18


async def test_the_asynchronous_stream_works_too(service: Service, upstream: Upstream) -> None:
    texts = [chunk.text async for chunk in chat(service).astream("Say hello")]

    assert "".join(texts) == upstream.reply.text


@pytest.mark.parametrize("streamed", [False, True], ids=["invoked", "streamed"])
def test_bound_tools_are_called_and_their_results_taken(
    simulated: Service, *, streamed: bool
) -> None:
    model = chat(simulated).bind_tools([Weather])
    question = HumanMessage("What is the weather in Lima?")
    called = _streamed(model, question) if streamed else model.invoke([question])

    (call,) = called.tool_calls
    assert call["name"] == "Weather"
    Weather.model_validate(call["args"])
    result = ToolMessage("clear", tool_call_id=call["id"])
    assert model.invoke([question, called, result]).text


def _streamed(model: Runnable[LanguageModelInput, AIMessage], question: HumanMessage) -> AIMessage:
    whole: AIMessageChunk | None = None
    for chunk in model.stream([question]):
        assert isinstance(chunk, AIMessageChunk)
        whole = chunk if whole is None else whole + chunk
    assert whole is not None
    return whole


@pytest.mark.parametrize("method", ["json_schema", "function_calling"])
def test_structured_output_is_an_instance_of_the_class(
    simulated: Service, method: Literal["json_schema", "function_calling"]
) -> None:
    model = chat(simulated).with_structured_output(Weather, method=method)

    assert isinstance(model.invoke("What is the weather in Lima?"), Weather)


def test_embeddings_work(simulated: Service) -> None:
    embedder = OpenAIEmbeddings(
        model="simulated-embedding",
        openai_api_base=simulated.base_url,
        openai_api_key=SecretStr("any"),
        check_embedding_ctx_length=False,  # would fetch a vocabulary from the network
    )

    first, second = embedder.embed_documents(["salt", "sugar"])
    assert first == embedder.embed_query("salt") != second
