#include "data/array.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/diagnostic.hpp"

namespace nnctl::data {
namespace {

struct TypeFacts {
  std::string_view name;
  std::int64_t size;
  bool is_float;
};

constexpr std::array<TypeFacts, 11> kTypes = {{{"uint8", 1, false},
                                               {"int8", 1, false},
                                               {"int16", 2, false},
                                               {"int32", 4, false},
                                               {"float32", 4, true},
                                               {"float64", 8, true},
                                               {"bool", 1, false},
                                               {"uint16", 2, false},
                                               {"uint32", 4, false},
                                               {"int64", 8, false},
                                               {"uint64", 8, false}}};

const TypeFacts& facts(ElementType type) { return kTypes[static_cast<std::size_t>(type)]; }

}  // namespace

std::int64_t size_of(ElementType type) { return facts(type).size; }
std::string_view name_of(ElementType type) { return facts(type).name; }
bool is_float(ElementType type) { return facts(type).is_float; }

ElementType element_type_named(const std::string& name) {
  const auto found =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeFacts& type) { return type.name == name; });
  if (found == kTypes.end()) {
    throw UserError(Fault::kData, fmt::format("the model was trained on elements of type '{}', unknown here", name),
                    "it may come from a newer nnctl");
  }
  return static_cast<ElementType>(found - kTypes.begin());
}

std::int64_t ArrayHeader::row_size() const {
  std::int64_t size = 1;
  for (std::size_t axis = 1; axis < shape.size(); ++axis) size *= shape[axis];
  return size;
}

std::string to_string(const ArrayHeader& header) {
  return fmt::format("({}{}) {}", fmt::join(header.shape, ", "), header.shape.size() == 1 ? "," : "",
                     name_of(header.type));
}

}  // namespace nnctl::data
