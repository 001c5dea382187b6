"""The files of a new model, and the request with their digests."""

from app.domain.create import CreateJob, CreateRequest, UploadFile

ONE, TWO = UploadFile("a.gguf", "/m/a.gguf", 3), UploadFile("b.gguf", "/m/b.gguf")
LORA = UploadFile("l", "/l")
DIGESTS = {"/m/a.gguf": "sha256:a", "/m/b.gguf": "sha256:b", "/l": "sha256:l"}


def test_every_file_comes_under_its_name_beside_what_was_there() -> None:
    request = CreateRequest("new", files={"old.gguf": "sha256:old"}, system="Be short.")
    job = CreateJob(request, files=(ONE, TWO), adapters=(LORA,))
    assert job.uploads == (ONE, TWO, LORA)
    sent = job.with_digests(DIGESTS)
    assert sent.files == {"old.gguf": "sha256:old", "a.gguf": "sha256:a", "b.gguf": "sha256:b"}
    assert sent.adapters == {"l": "sha256:l"}
    assert sent.draft_files is None
    assert (sent.model, sent.system) == ("new", "Be short.")


def test_without_files_the_request_stays_as_it_is() -> None:
    request = CreateRequest("new", from_="base")
    assert CreateJob(request).with_digests({}) == request
