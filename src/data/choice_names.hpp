// Choices of a config as names in a model file.
#pragma once

#include <string>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "schema/codec.hpp"

namespace nnctl::data {

template <class E>
std::string choice_name(E value) {
  return schema::Codec<E>::write(value).text();
}

/// The inverse. Throws a UserError(kData) for another name.
template <class E>
E choice_named(const std::string& name) {
  for (const auto& choice : schema::Choices<E>::all()) {
    if (name == choice.name) return choice.value;
  }
  throw UserError(Fault::kData, fmt::format("the model's preprocessing cannot be read: '{}'", name),
                  "the model file is damaged, was edited or comes from a newer nnctl");
}

}  // namespace nnctl::data
