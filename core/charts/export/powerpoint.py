"""A figure as a PowerPoint presentation: one slide with its title, the figure, and its caption below."""

import io

from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation as PowerPoint
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches, Pt

WIDE, HIGH = Inches(13.333), Inches(7.5)
MARGIN, TITLE_ROOM, CAPTION_ROOM = Inches(0.5), Inches(0.8), Inches(0.9)
TITLE_ONLY = 5
"""The layout of the template that python-pptx brings which has a title and nothing else: readers of the screen ask
for the title of a slide."""
BESIDE = Inches(4)
"""How wide the words beside a figure are."""
BESIDE_SIZE = Pt(14)
TITLE_SIZE, CAPTION_SIZE = Pt(24), Pt(12)
INK = RGBColor(0x1A, 0x1A, 0x1A)


def write_slide(picture: bytes, title: str, caption: str) -> bytes:
    """A presentation of one slide; the picture (PNG) is as large as fits between title and caption."""
    presentation = new_presentation(title)
    add_figure(presentation, picture, title, caption)
    return saved(presentation)


def new_presentation(title: str) -> PowerPoint:
    """A presentation without slides, wide."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = WIDE, HIGH
    presentation.core_properties.title, presentation.core_properties.author = title[:255], "Ballad"
    return presentation


def new_slide(presentation: PowerPoint, title: str) -> Slide:
    """An empty slide under a title."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[TITLE_ONLY])
    shown = slide.shapes.title
    shown.left, shown.top, shown.width, shown.height = MARGIN, MARGIN, WIDE - 2 * MARGIN, TITLE_ROOM
    frame = shown.text_frame
    frame.text, frame.word_wrap, frame.vertical_anchor = title, True, MSO_ANCHOR.TOP
    _set_type(frame, TITLE_SIZE)
    return slide


def saved(presentation: PowerPoint) -> bytes:
    """The presentation as a file."""
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def add_figure(presentation: PowerPoint, picture: bytes, title: str, caption: str, beside: str = "") -> None:
    """A slide of a picture (PNG), as large as fits between title and caption, and beside the words to its right."""
    slide = new_slide(presentation, title)
    room = HIGH - 2 * MARGIN - TITLE_ROOM - CAPTION_ROOM
    across = WIDE - 2 * MARGIN - (BESIDE if beside else 0)
    left, width, height = _placed(picture, across, room)
    shown = slide.shapes.add_picture(io.BytesIO(picture), left, MARGIN + TITLE_ROOM, width, height)
    shown.name = title[:255]
    shown._element.nvPicPr.cNvPr.set("descr", f"{title}. {caption}")
    if beside:
        add_text(slide, beside, MARGIN + TITLE_ROOM, room, BESIDE_SIZE, MARGIN + across, BESIDE)
    add_text(slide, caption, MARGIN + TITLE_ROOM + room, CAPTION_ROOM, CAPTION_SIZE)


def _placed(picture: bytes, wide: int, high: int) -> tuple[Emu, Emu, Emu]:
    """The left edge, width and height of a picture in the middle of this room, its proportions kept."""
    across, down = Image.open(io.BytesIO(picture)).size
    scale = min(wide / across, high / down)
    width, height = Emu(int(across * scale)), Emu(int(down * scale))
    return Emu(MARGIN + (wide - width) // 2), width, height


def add_text(
    slide: Slide, text: str, top: int, height: int, size: int, left: int = MARGIN, width: int = WIDE - 2 * MARGIN
) -> None:
    """Paragraphs, one a line of the text, across the slide or in another column of it."""
    frame = slide.shapes.add_textbox(left, top, width, height).text_frame
    frame.word_wrap = True
    frame.text = text
    _set_type(frame, size)


def _set_type(frame: TextFrame, size: int) -> None:
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(size.pt / 3)
        paragraph.font.size, paragraph.font.color.rgb, paragraph.font.name = size, INK, "Arial"
