// How an activation declares itself. Keras has functions here, not classes: the name is the only spelling.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "activations/activation.hpp"

namespace nnctl {

/// The schema of activation `name`, still without fields.
template <class Config>
schema::Schema<Config> activation_schema(const std::string& name) {
  return schema::Schema<Config>("activation '" + name + "'", "");
}

/// An activation with parameters: part_type() with the name given once.
template <class Part, class Config>
schema::PartType<Activation> activation_type(const std::string& name, std::string text, schema::Schema<Config> fields,
                                             std::vector<Activation::Example> examples) {
  return schema::part_type<Part, Activation>(name, name, std::move(text), std::move(fields), std::move(examples));
}

/// The config of an activation that has no parameters.
struct NoParameters {};

/// An activation without parameters.
template <class Part, class Config = NoParameters>
schema::PartType<Activation> activation_type(const std::string& name, std::string text,
                                             std::vector<std::string> aliases = {}) {
  return schema::part_type<Part, Activation>(name, name, std::move(text), activation_schema<Config>(name), {{name}},
                                             std::move(aliases));
}

}  // namespace nnctl
