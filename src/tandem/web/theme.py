"""The white-label theme: from the two colours of a charte to the tokens of the stylesheet, all readable."""

from dataclasses import dataclass

from tandem.organisations.contrast import PAPER, WHITE, darken_until_readable, mix, text_colour_on

DEFAULT_BRAND = "#1f4e5f"
DEFAULT_ACCENT = "#8a4b08"


@dataclass(frozen=True)
class Palette:
    """Every token derived from a charte; the names are those of static/css/tokens.css."""

    brand: str
    on_brand: str
    brand_deep: str
    brand_text: str
    brand_soft: str
    brand_line: str
    accent: str
    on_accent: str
    accent_soft: str

    def stylesheet(self) -> str:
        """Return the rule that overrides the tokens; it is served as a file, so that no style is inline."""
        lines = "".join(f"--{name.replace('_', '-')}:{value};" for name, value in vars(self).items())
        return f"@layer tokens{{:root{{{lines}}}}}\n"


def palette(brand: str = DEFAULT_BRAND, accent: str = DEFAULT_ACCENT) -> Palette:
    """Derive the tokens; a colour that the charte should have refused is darkened until it reads."""
    brand, accent = darken_until_readable(brand, PAPER), darken_until_readable(accent, PAPER)
    brand_soft, accent_soft = mix(brand, WHITE, 10), mix(accent, WHITE, 10)
    accent_text = darken_until_readable(accent, accent_soft)
    return Palette(
        brand=brand,
        on_brand=text_colour_on(brand),
        brand_deep=mix(brand, "#000000", 72),
        brand_text=darken_until_readable(brand, brand_soft),
        brand_soft=brand_soft,
        brand_line=mix(brand, WHITE, 32),
        accent=accent_text,
        on_accent=text_colour_on(accent_text),
        accent_soft=accent_soft,
    )
