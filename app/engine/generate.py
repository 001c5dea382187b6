"""`POST /api/generate`: its fields into a request, pieces of the reply into its objects."""

from dataclasses import replace
from typing import Any

from app.engine.body import Body
from app.engine.chat import ending
from app.engine.errors import Refusal
from app.engine.goform import created_now
from app.engine.images import image_url, with_images
from app.engine.inference import Inference, read_common
from app.engine.upstream import Piece

STRUCT = "GenerateRequest"


def read_generate(body: Body) -> Inference:
    """The request of a generate body: one turn of a chat, or a raw prompt.

    Raises:
        Refusal: 400, 501 for what only Ollama's own templates and token lists could do.
    """
    common = read_common(body)
    prompt, system = body.text("prompt"), body.text("system")
    template, context = body.text("template"), body.array("context", "[]int")
    urls = [image_url(image) for image in body.texts("images", "[]api.ImageData")]
    if body.flag("raw"):
        if template or system or context:
            raise Refusal(400, "raw mode does not support template, system, or context")
        return replace(common, prompt=prompt or None)
    if template:
        raise Refusal(501, "the built-in engine takes no template; it uses the one inside the model file")
    if context:
        raise Refusal(501, "the built-in engine does not take context; send the conversation to /api/chat")
    if not prompt:
        return common
    content: Any = prompt
    if urls:
        content = with_images(prompt, urls)
    messages = [{"role": "user", "content": content}]
    if system:
        messages.insert(0, {"role": "system", "content": system})
    return replace(common, messages=messages)


def generate_object(model: str, piece: Piece) -> dict[str, Any]:
    """One object of the reply."""
    fields: dict[str, Any] = {"model": model, "created_at": created_now(), "response": piece.content}
    if piece.rendered is not None:
        return fields | {"done": False, "_debug_info": {"rendered_template": piece.rendered}}
    if piece.thinking:
        fields["thinking"] = piece.thinking
    if piece.tool_calls:
        fields["tool_calls"] = list(piece.tool_calls)
    return fields | ending(piece)
