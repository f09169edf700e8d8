// Spaces out of the text of a sweep's block.
#pragma once

#include <memory>
#include <string>

#include "config/document.hpp"
#include "sweep/space.hpp"

namespace nnctl::sweep {

struct ReadSpace {
  std::unique_ptr<experiment::SweepBlock> block = std::make_unique<experiment::SweepBlock>();
  std::unique_ptr<Space> space;
  std::vector<std::string> mistakes;
};

inline ReadSpace read_space(const std::string& text) {
  ReadSpace read;
  schema::Reader reader;
  const schema::Node node = config::parse(schema::make_source("s.yaml", {}, text, 1), text, reader);
  experiment::SweepBlock::schema().read(reader, node, read.block.get());
  if (!reader.failed()) read.space = std::make_unique<Space>(*read.block, node, reader);
  for (const Diagnostic& one : reader.diagnostics()) read.mistakes.push_back(one.message);
  return read;
}

}  // namespace nnctl::sweep
