"""One evidence object a line on standard input, what LiteLLM makes of it a line out; null in, null out."""

import json
import sys
from importlib.metadata import version

import httpx
import litellm
import openai
from litellm.litellm_core_utils.error_normalization import normalize_error
from litellm.litellm_core_utils.exception_mapping_utils import exception_type
from litellm.llms.base_llm.chat.transformation import BaseLLMException
from litellm.llms.openai.common_utils import OpenAIError

litellm.suppress_debug_info = True

# These talk to their provider by handlers of LiteLLM; all others go through the SDK of OpenAI.
OWN_HANDLER = {"anthropic", "bedrock", "cohere", "gemini", "ollama", "vertex_ai"}
REQUEST = httpx.Request("POST", "https://provider.example/v1/chat/completions")


def seen(evidence):
    """The exception that LiteLLM catches before it maps it."""
    status, text, answer = evidence["status"], evidence["text"], evidence.get("answer")
    headers = {k: v for k, v in (evidence["headers"] or {}).items() if k.lower() not in ("content-encoding", "content-length")}
    error = evidence["error"]
    if status is None and error:
        if "timeout" in f"{error.get('ctor')} {error.get('name')} {error.get('message')}".lower():
            return openai.APITimeoutError(request=REQUEST)
        return openai.APIConnectionError(message=error.get("message") or "Connection error.", request=REQUEST)
    if status is None:
        body = answer.get("error", answer) if isinstance(answer, dict) else None
        return openai.APIError(text, request=REQUEST, body=body)
    response = httpx.Response(status, headers=headers, text=json.dumps(answer) if answer else text, request=REQUEST)
    if evidence["provider"] in OWN_HANDLER:
        message = json.dumps(answer) if answer else text
        return BaseLLMException(status_code=status, message=message, headers=headers, response=response)
    body = answer.get("error", answer) if isinstance(answer, dict) else None
    message = f"Error code: {status} - {answer}" if answer else text
    exception = OpenAIError(status_code=status, message=message, headers=headers, response=response, body=body)
    if isinstance(body, dict):
        exception.code, exception.type = body.get("code"), body.get("type")
    return exception


def verdict(evidence):
    try:
        exception_type(model="any", original_exception=seen(evidence), custom_llm_provider=evidence["provider"])
    except Exception as mapped:  # the mapping raises what it found
        status = getattr(mapped, "status_code", None)
        response = getattr(mapped, "response", None)
        headers = getattr(response, "headers", None) or {}
        body = getattr(mapped, "body", None)
        body = body if isinstance(body, dict) else {}
        return {
            "version": version("litellm"),
            "exception": type(mapped).__name__,
            "status": status,
            "retry": bool(litellm._should_retry(status)) if status else False,
            "normalized": normalize_error(mapped, str(status), str(mapped)),
            "codes": [getattr(mapped, "code", None), getattr(mapped, "type", None), body.get("code"), body.get("type")],
            "request_id": getattr(mapped, "request_id", None) or headers.get("x-request-id"),
        }
    return None


for line in sys.stdin:
    evidence = json.loads(line)
    print(json.dumps(None if evidence is None else verdict(evidence)), flush=True)
