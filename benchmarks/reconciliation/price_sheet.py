"""What does the provider charge? Whole femto-USD for a token, and the same as a catalog."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

__all__ = ["FEMTOS_PER_NANO", "SHEET", "Card", "Fees", "catalog"]

FEMTOS_PER_NANO = 10**6
_FEMTOS_PER_USD = 10**15
_FEMTOS_PER_MTOK_USD = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Fees:
    """Femto-USD for one token of each kind, and for a request."""

    fresh: int
    written: int
    """What the model writes, where no other line fits."""
    cache_read: int
    cache_write: int
    cache_write_1h: int
    image: int
    audio: int
    spoken: int
    thought: int
    request: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One model: its usual fees, those of long requests and those of its service tiers."""

    maker: str
    tier: str
    fees: Fees
    long_above: int | None = None
    long: Fees | None = None
    services: Mapping[str, Fees] = field(default_factory=dict)
    is_embedding: bool = False

    def fees_for(self, *, read: int, service: str | None) -> Fees:
        """What holds for a request that made the model read so many tokens."""
        if service is not None and service in self.services:
            return self.services[service]
        if self.long_above is not None and self.long is not None and read > self.long_above:
            return self.long
        return self.fees


def _flat(fresh: int, written: int, *, cache_read: int | None = None) -> Fees:
    """The same for all input but what the cache holds, and the same for all output."""
    return Fees(
        fresh=fresh,
        written=written,
        cache_read=fresh if cache_read is None else cache_read,
        cache_write=fresh,
        cache_write_1h=fresh,
        image=fresh,
        audio=fresh,
        spoken=written,
        thought=written,
    )


def _rich(factor: int) -> Fees:
    """Each kind its own, with odd digits, so that sums end between whole nano-USD."""
    return Fees(
        fresh=1_234_567 * factor,
        written=9_876_543 * factor,
        cache_read=123_457 * factor,
        cache_write=1_543_211 * factor,
        cache_write_1h=2_469_135 * factor,
        image=1_777_777 * factor,
        audio=4_321_987 * factor,
        spoken=19_753_086 * factor,
        thought=7_654_321 * factor,
        request=500_250_000 * factor,
    )


SHEET: Mapping[str, Card] = {
    "plain": Card(
        maker="openai",
        tier="economy",
        fees=_flat(37_500_000, 150_500_000, cache_read=9_375_500),
        services={"flex": _flat(18_750_000, 75_250_000, cache_read=4_687_750)},
    ),
    "rich": Card(
        maker="openai",
        tier="premium",
        fees=_rich(100),
        long_above=60,
        long=_rich(230),
        services={"flex": _rich(50), "priority": _rich(175)},
    ),
    "hosted": Card(maker="mistral", tier="standard", fees=_flat(101_500_000, 303_700_100)),
    "embedder": Card(maker="openai", tier="economy", fees=_flat(20_000_500, 0), is_embedding=True),
}
_LINES = (
    ("input_usd_per_mtok", "fresh"),
    ("output_usd_per_mtok", "written"),
    ("cached_input_usd_per_mtok", "cache_read"),
    ("cache_write_usd_per_mtok", "cache_write"),
    ("cache_write_1h_usd_per_mtok", "cache_write_1h"),
    ("image_input_usd_per_mtok", "image"),
    ("audio_input_usd_per_mtok", "audio"),
    ("audio_output_usd_per_mtok", "spoken"),
    ("reasoning_usd_per_mtok", "thought"),
)


def catalog(base_url: str) -> str:
    """The sheet as an operator writes it down for Tierwise."""
    lines = ["version: 1", "deployments:"]
    for name, card in SHEET.items():
        lines += [
            f"  - name: {name}",
            f"    model: {card.maker}/{name}",
            f"    tier: {card.tier}",
            f"    kind: {'embedding' if card.is_embedding else 'chat'}",
            f"    api_base: {base_url}",
            "    context_window: 100000",
            f"    capabilities: [{_capabilities(card)}]",
            f"    prices: {{{', '.join(_priced(card))}}}",
        ]
    return "\n".join(lines) + "\n"


def _capabilities(card: Card) -> str:
    return "" if card.is_embedding else "tools, json_mode, vision, audio"


def _priced(card: Card) -> Iterator[str]:
    yield from _written(card.fees)
    if card.long is not None:
        above = f"above_input_tokens: {card.long_above}"
        yield f"bands: [{{{', '.join((above, *_written(card.long)))}}}]"
    if card.services:
        tiers = (f"{name}: {{{', '.join(_service(fees))}}}" for name, fees in card.services.items())
        yield f"service_tiers: {{{', '.join(tiers)}}}"


def _service(fees: Fees) -> Iterator[str]:
    """Of these cards a service tier costs the same at any length; Tierwise asks to be told so."""
    yield from _written(fees)
    yield f"bands: [{{{', '.join(('above_input_tokens: 60', *_written(fees)))}}}]"


def _written(fees: Fees) -> Iterator[str]:
    for name, kind in _LINES:
        yield f"{name}: {_decimal(getattr(fees, kind), _FEMTOS_PER_MTOK_USD)}"
    if fees.request:
        yield f"request_usd: {_decimal(fees.request, _FEMTOS_PER_USD)}"


def _decimal(femtos: int, unit: int) -> str:
    whole, rest = divmod(femtos, unit)
    return f"{whole}.{rest:0{len(str(unit)) - 1}d}".rstrip("0").rstrip(".")
