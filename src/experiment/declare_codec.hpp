// Declares schema::Codec<T>, whose functions a source file defines. Inside namespace nnctl::schema.
#pragma once

#include "schema/codec.hpp"

#define NNCTL_DECLARE_CODEC(T)                                                           \
  template <>                                                                            \
  struct Codec<T> {                                                                      \
    static bool read(Reader& reader, const Node& node, std::string_view name, T& value); \
    static Node write(const T& value);                                                   \
    static TypeInfo info();                                                              \
  };
