"""An explanation as HTML: a fragment for a page that has its own style, or a whole page to open and print."""

from __future__ import annotations

from html import escape

from bareme.display import format_cents, typography
from bareme.funding.steps import Explanation, Step, shown_value
from bareme.legislation import Source


def as_html(explanation: Explanation) -> str:
    """A `<section>`; every text is escaped."""
    parts = [
        '<section class="explication">',
        f"<h2>{_text('Contrat ' + explanation.numero)}</h2>",
        f"<p>{_text(explanation.conclusion)}</p>",
        "<h3>Ce qui est dû</h3>",
        _ordered(explanation.steps),
        "<h3>Échéances</h3>",
        _ordered(explanation.lines),
        f"<p><strong>{_text('Total des échéances : ' + format_cents(explanation.total))}</strong></p>",
    ]
    if explanation.hypotheses:
        parts.append("<h3>Ce que les textes laissent ouvert</h3>")
        items = "".join(
            f"<li><code>{escape(source.key)}</code> = {_text(shown_value(source))} – {_text(source.note)}</li>"
            for source in explanation.hypotheses
        )
        parts.append(f"<ul>{items}</ul>")
    return "\n".join([*parts, "</section>"]) + "\n"


def as_page(explanation: Explanation) -> str:
    """A whole document around the same section: language, encoding, title, and just enough style to be read."""
    heading = "Pourquoi ce montant ?"
    title = f"Contrat {explanation.numero} – {heading}"
    return _PAGE.format(title=_text(title), heading=_text(heading), body=as_html(explanation))


_PAGE = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }}
body {{ overflow-wrap: anywhere; }}
ol {{ padding-left: 1.75rem; }}
li {{ margin-bottom: 1rem; }}
li li {{ margin-bottom: 0; }}
h4, p, dl {{ margin: 0.25rem 0; }}
dl {{ display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; column-gap: 1rem; }}
dd {{ margin: 0; }}
</style>
</head>
<body>
<main>
<h1>{heading}</h1>
{body}</main>
</body>
</html>
"""


def _ordered(steps: tuple[Step, ...]) -> str:
    return "<ol>\n" + "\n".join(_item(step) for step in steps) + "\n</ol>"


def _item(step: Step) -> str:
    inputs = "".join(f"<dt>{_text(item.label)}</dt><dd>{_text(item.displayed)}</dd>" for item in step.inputs)
    parts = [
        f"<li><h4>{_text(step.label)}</h4>",
        f"<p>{_text(step.formula)} = <strong>{_text(step.displayed)}</strong></p>",
        f"<dl>{inputs}</dl>" if inputs else "",
        f"<p>{_text(step.article)}</p>",
        f"<ul>{''.join(_parametre(source) for source in step.sources)}</ul>" if step.sources else "",
        f"<p>{_text(step.remark)}</p>" if step.remark else "",
        "</li>",
    ]
    return "".join(parts)


def _parametre(source: Source) -> str:
    title = _text(source.title or "référence manquante")
    linked = f'<a href="{escape(source.href, quote=True)}">{title}</a>' if source.href else title
    mark = " <em>hypothèse</em>" if source.hypothese else ""
    return f"<li><code>{escape(source.key)}</code> = {_text(shown_value(source))}, {linked}{mark}</li>"


def _text(text: str) -> str:
    return escape(typography(text))
