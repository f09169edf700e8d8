// NPY, NumPy's format of one array (numpy.org/doc/stable/reference/generated/numpy.lib.format.html): a magic word, a
// version, the length of a header, the header as a Python dict, then the elements. Versions 1 to 3, either byte order,
// rows or columns first. Errors are those of array_elements.hpp.
#pragma once

#include "data/array.hpp"
#include "data/byte_source.hpp"

namespace nnctl::data {

/// No more is read than the header takes; of a plain file the size is compared too. Half-precision floats are told of
/// as float32, which they are read as.
ArrayLayout read_npy_layout(ByteSource& source);

Array read_npy(ByteSource& source);

bool looks_like_npy(std::string_view bytes);

}  // namespace nnctl::data
