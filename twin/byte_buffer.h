#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <string>

#include "absl/strings/string_view.h"

namespace twin {

/// Bytes of a gRPC buffer as one string.
std::string ToString(const grpc::ByteBuffer& buffer);
grpc::ByteBuffer ToByteBuffer(absl::string_view bytes);

}  // namespace twin
