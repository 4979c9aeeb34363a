import json

from router.adapters.providers.counting import Tokenizer
from router.adapters.providers.simulation.embeddings import embed
from router.adapters.providers.simulation.request import SimulatedEmbedding
from router.core.usage import Usage


def test_each_input_has_its_vector_of_the_asked_size() -> None:
    request = SimulatedEmbedding(input=["a", "b"], dimensions=3)
    body, usage = embed(request, model="m", counter=Tokenizer())
    data = json.loads(body)["data"]
    assert [item["index"] for item in data] == [0, 1]
    assert [len(item["embedding"]) for item in data] == [3, 3]
    assert usage == Usage(input_tokens=2)


def test_token_ids_are_counted_one_by_one() -> None:
    _, one = embed(SimulatedEmbedding(input=[5, 6, 7]), model="m", counter=Tokenizer())
    _, many = embed(SimulatedEmbedding(input=[[5, 6], [7]]), model="m", counter=Tokenizer())
    assert one == many == Usage(input_tokens=3)
