// IDX, the format that MNIST comes in (yann.lecun.com/exdb/mnist, "the IDX file format"): two zero bytes, a type code,
// the number of axes, each axis's size in four bytes, then the elements; all big-endian. Plain or gzip.
// Errors are those of array_elements.hpp.
#pragma once

#include "data/array.hpp"
#include "data/byte_source.hpp"

namespace nnctl::data {

/// No more is read than the header takes; of a plain file the size is compared too.
ArrayLayout read_idx_layout(ByteSource& source);

Array read_idx(ByteSource& source);

/// Whether a text begins as IDX files do, for messages of other readers.
bool looks_like_idx(std::string_view bytes);

}  // namespace nnctl::data
