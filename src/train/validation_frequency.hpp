// After which epochs the model is judged on the validation rows: Keras's validation_freq (keras/src/trainers).
#pragma once

#include <cstdint>
#include <vector>

#include "schema/codec.hpp"

namespace nnctl::train {

struct ValidationFrequency {
  std::int64_t every = 1;
  std::vector<std::int64_t> epochs;  ///< from 1; takes the place of `every` unless empty

  /// `epoch` from 0.
  bool includes(std::int64_t epoch) const;
  /// The first epoch that is validated, from 1.
  std::int64_t first() const;
};

}  // namespace nnctl::train

namespace nnctl::schema {

template <>
struct Codec<train::ValidationFrequency> {
  static bool read(Reader& reader, const Node& node, std::string_view name, train::ValidationFrequency& value);
  static Node write(const train::ValidationFrequency& value);
  static TypeInfo info();
};

}  // namespace nnctl::schema
