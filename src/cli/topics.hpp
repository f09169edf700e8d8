// What `nnctl help TOPIC` and the reference pages tell, from the same declarations as the parser.
#pragma once

#include <string>
#include <vector>

#include "schema/part.hpp"

namespace nnctl::cli {

struct Block {
  std::string name;  ///< "training"
  const schema::AnySchema* schema;
};

/// The config's blocks: the whole, data, model, training, ...
std::vector<Block> config_blocks();

struct PartKind {
  std::string name;  ///< "layers"
  std::string title;
  const schema::RegistryInfo* registry;
};

std::vector<PartKind> part_kinds();

struct ReferencePage {
  std::string file;  ///< "layers.md"
  std::string text;
};

std::vector<ReferencePage> reference_pages();

}  // namespace nnctl::cli
