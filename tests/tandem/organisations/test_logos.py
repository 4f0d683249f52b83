import struct

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from tandem.organisations.logos import MAX_BYTES, validate_logo


def png(width=200, height=80):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x06\x00\x00\x00"


def svg(inside, attributes=""):
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"{attributes}>{inside}</svg>'.encode()


def check(content, name="logo.svg"):
    return validate_logo(SimpleUploadedFile(name, content))


def test_a_png_is_accepted():
    assert check(png(), "logo.PNG") is None


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M0 0h9v9z" fill="#1f4e5f"/>',
        '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><rect fill="url(#a)"/>',
        '<symbol id="s"><circle r="2"/></symbol><use href="#s"/>',
        "<!-- dessin --><title>Logo</title><style>.a{fill:#000}</style>",
    ],
)
def test_an_svg_made_of_drawing_is_accepted(inside):
    assert check(svg(inside)) is None


@pytest.mark.parametrize(
    "inside, told",
    [
        ("<script>alert(1)</script>", "script"),
        ("<foreignObject><p/></foreignObject>", "foreignObject"),
        ('<image href="https://ailleurs.example/x.png"/>', "image"),
        ('<a href="https://ailleurs.example/"><path d=""/></a>', "« a »"),
        ('<animate attributeName="x"/>', "animate"),
        ('<path onclick="alert(1)" d=""/>', "onclick"),
        ('<path ONLOAD="alert(1)" d=""/>', "ONLOAD"),
        ('<use href="https://ailleurs.example/x.svg#a"/>', "ailleurs.example"),
        ('<use href="data:image/svg+xml;base64,AAAA"/>', "data:"),
        ('<rect fill="url(https://ailleurs.example/x)"/>', "adresse extérieure"),
        ("<style>@import 'https://ailleurs.example/x.css';</style>", "adresse extérieure"),
        ('<rect style="background:url(//ailleurs.example/x)"/>', "adresse extérieure"),
        ('<h:iframe xmlns:h="http://www.w3.org/1999/xhtml"/>', "iframe"),
    ],
)
def test_an_svg_that_does_more_than_draw_is_refused(inside, told):
    with pytest.raises(ValidationError) as refusal:
        check(svg(inside))

    assert told in " ".join(refusal.value.messages)


def test_every_fault_of_an_svg_is_said_at_once():
    with pytest.raises(ValidationError) as refusal:
        check(svg('<script/><path onclick="x" d=""/>'))

    assert 2 == len(refusal.value.messages)


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<?xml version="1.0"?><!doctype svg SYSTEM "file:///etc/passwd"><svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
)
def test_entities_are_refused_before_they_are_read(content):
    with pytest.raises(ValidationError, match="DOCTYPE"):
        check(content)


@pytest.mark.parametrize("content", [b"", b"<svg", b"<html/>", b"\xff\xfe\x00", b'<svg xmlns="autre"/>'])
def test_a_file_that_is_not_an_svg_is_refused(content):
    with pytest.raises(ValidationError, match="n’est pas une image SVG"):
        check(content)


@pytest.mark.parametrize("content", [b"", b"GIF89a", svg(""), b"\x89PNG\r\n\x1a\n"])
def test_a_file_that_is_not_a_png_is_refused(content):
    with pytest.raises(ValidationError, match="n’est pas une image PNG"):
        check(content, "logo.png")


@pytest.mark.parametrize("width, height", [(0, 10), (10, 5000), (100_000, 100_000)])
def test_an_image_of_unreasonable_size_is_refused(width, height):
    with pytest.raises(ValidationError, match="points"):
        check(png(width, height), "logo.png")


@pytest.mark.parametrize("name", ["logo.gif", "logo.svg.exe", "logo", "logo.html"])
def test_another_kind_of_file_is_refused(name):
    with pytest.raises(ValidationError, match="png ou"):
        check(png(), name)


def test_a_heavy_file_is_refused():
    with pytest.raises(ValidationError, match="au plus"):
        check(png() + b"\0" * MAX_BYTES, "logo.png")
