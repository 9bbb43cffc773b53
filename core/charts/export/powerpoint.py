"""A figure as a PowerPoint presentation: one slide with its title, the figure, and its caption below."""

import io

from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Emu, Inches, Pt

WIDE, HIGH = Inches(13.333), Inches(7.5)
MARGIN, TITLE_ROOM, CAPTION_ROOM = Inches(0.5), Inches(0.8), Inches(0.9)
BLANK = 6
"""The layout without placeholders of the template that python-pptx brings."""
TITLE_SIZE, CAPTION_SIZE = Pt(24), Pt(12)
INK = RGBColor(0x1A, 0x1A, 0x1A)


def write_slide(picture: bytes, title: str, caption: str) -> bytes:
    """A presentation of one slide; the picture (PNG) is as large as fits between title and caption."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = WIDE, HIGH
    presentation.core_properties.title, presentation.core_properties.author = title[:255], "Ballad"
    slide = presentation.slides.add_slide(presentation.slide_layouts[BLANK])
    _add_text(slide, title, MARGIN, TITLE_ROOM, TITLE_SIZE)
    room = HIGH - 2 * MARGIN - TITLE_ROOM - CAPTION_ROOM
    left, width, height = _placed(picture, WIDE - 2 * MARGIN, room)
    shown = slide.shapes.add_picture(io.BytesIO(picture), left, MARGIN + TITLE_ROOM, width, height)
    shown.name = title[:255]
    _add_text(slide, caption, MARGIN + TITLE_ROOM + room, CAPTION_ROOM, CAPTION_SIZE)
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def _placed(picture: bytes, wide: int, high: int) -> tuple[Emu, Emu, Emu]:
    """The left edge, width and height of a picture in the middle of this room, its proportions kept."""
    across, down = Image.open(io.BytesIO(picture)).size
    scale = min(wide / across, high / down)
    width, height = Emu(int(across * scale)), Emu(int(down * scale))
    return Emu((WIDE - width) // 2), width, height


def _add_text(slide, text: str, top: int, height: int, size: int) -> None:
    frame = slide.shapes.add_textbox(MARGIN, top, WIDE - 2 * MARGIN, height).text_frame
    frame.word_wrap = True
    frame.text = text
    run = frame.paragraphs[0]
    run.font.size, run.font.color.rgb, run.font.name = size, INK, "Arial"
