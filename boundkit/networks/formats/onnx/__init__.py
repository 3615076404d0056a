"""ONNX files (extra ``io``)."""

from boundkit.networks.formats.onnx.reading import from_onnx, unpack
from boundkit.networks.formats.onnx.writing import to_onnx

__all__ = ["from_onnx", "to_onnx", "unpack"]
