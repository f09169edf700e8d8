#include "config/document.hpp"

#include <algorithm>
#include <sstream>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "base/file.hpp"

namespace nnctl::config {

using schema::Entry;
using schema::Node;
using schema::Reader;
using schema::Source;

namespace {

// An alias repeats a whole subtree, and aliases of aliases multiply: a config has a few hundred nodes.
constexpr std::size_t kMostNodes = 100'000;

// Columns count code points from 1; those of yaml-cpp count bytes from 0.
int column_of(const Source& source, const YAML::Mark& mark) {
  const auto line = static_cast<std::size_t>(mark.line);
  if (line >= source.lines.size()) return mark.column + 1;
  const std::string_view before = std::string_view(source.lines[line]).substr(0, static_cast<std::size_t>(mark.column));
  const auto is_first_byte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  const auto inside = mark.column - static_cast<int>(before.size());  // past the line's end
  return static_cast<int>(std::ranges::count_if(before, is_first_byte)) + inside + 1;
}

[[noreturn]] void fail(const Source& source, const YAML::Mark& mark, std::string message, std::string hint = {}) {
  Diagnostic diagnostic;
  diagnostic.place = {source.name, mark.is_null() ? 0 : mark.line + source.first_line,
                      mark.is_null() ? 0 : column_of(source, mark)};
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  const auto line = static_cast<std::size_t>(mark.is_null() ? 0 : mark.line);
  if (line < source.lines.size()) diagnostic.excerpt = source.lines[line];
  throw UserError(Fault::kConfig, {std::move(diagnostic)});
}

// yaml-cpp takes the end of the text for a closing quote: looks for the real one from the opening quote on.
bool is_closed(const Source& source, const YAML::Mark& mark) {
  auto line = static_cast<std::size_t>(mark.line);
  auto at = static_cast<std::size_t>(mark.column);
  if (line >= source.lines.size() || at >= source.lines[line].size()) return true;
  const char quote = source.lines[line][at];
  if (quote != '"' && quote != '\'') return true;
  ++at;
  for (; line < source.lines.size(); ++line, at = 0) {
    const std::string& text = source.lines[line];
    for (; at < text.size(); ++at) {
      if (quote == '"' && text[at] == '\\') {
        ++at;
      } else if (text[at] == quote) {
        const bool doubled = quote == '\'' && at + 1 < text.size() && text[at + 1] == quote;
        if (!doubled) return true;
        ++at;
      }
    }
  }
  return false;
}

std::size_t count_nodes(const Node& node) {
  std::size_t count = 1;
  for (const Node& item : node.items()) count += count_nodes(item);
  for (const Entry& entry : node.entries()) count += 1 + count_nodes(entry.value);
  return count;
}

// Builds the tree from yaml-cpp's events: its own Node forgets key places and duplicate keys.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::shared_ptr<const Source> source, Reader& reader) : source_(std::move(source)), reader_(reader) {}

  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(Node(), mark, anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) fail(*source_, mark, "this alias stands inside the value it names");
    count(count_nodes(found->second));
    add(found->second, mark, 0);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (tag == "!" && !is_closed(*source_, mark)) {
      fail(*source_, mark, "YAML syntax: this quote is never closed", "close it on the same line");
    }
    if (tag.size() > 1 && tag != "tag:yaml.org,2002:str") {
      fail(*source_, mark, fmt::format("the tag '{}' means nothing here", tag), "write the value without it");
    }
    add(tag == "?" || tag.empty() ? Node::plain(value) : Node::string(value), mark, anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::sequence(), mark, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::map(), mark, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    Node node;
    YAML::anchor_t anchor = 0;
    Node key;
    bool has_key = false;
  };

  void place(Node& node, const YAML::Mark& mark) {
    node.set_place(source_, mark.line + source_->first_line, column_of(*source_, mark));
  }

  void count(std::size_t nodes) {
    nodes_ += nodes;
    if (nodes_ > kMostNodes) {
      throw UserError(Fault::kConfig, fmt::format("'{}' grows to more than {} values", source_->name, kMostNodes),
                      "an alias that repeats other aliases multiplies them");
    }
  }

  void open(Node node, const YAML::Mark& mark, YAML::anchor_t anchor) {
    count(1);
    place(node, mark);
    levels_.push_back({std::move(node), anchor, {}, false});
  }

  void close() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    if (level.anchor != 0) anchors_[level.anchor] = level.node;
    insert(std::move(level.node));
  }

  void add(Node node, const YAML::Mark& mark, YAML::anchor_t anchor) {
    count(1);
    place(node, mark);
    if (anchor != 0) anchors_[anchor] = node;
    insert(std::move(node));
  }

  void insert(Node node) {
    if (levels_.empty()) {
      root_ = std::move(node);
      return;
    }
    Level& level = levels_.back();
    if (level.node.is_sequence()) {
      level.node.append(std::move(node));
    } else if (!level.has_key) {
      if (!node.is_scalar()) {
        throw UserError(Fault::kConfig,
                        {Diagnostic{node.place(), "a key must be a plain name", "write 'key: value'", node.excerpt()}});
      }
      level.key = std::move(node);
      level.has_key = true;
    } else {
      level.has_key = false;
      if (const Node* first = level.node.find(level.key.text())) {
        reader_.complain(level.key, fmt::format("duplicate key '{}'", level.key.text()),
                         fmt::format("it is first given on line {}; keep one", first->place().line));
        return;
      }
      level.node.entries().push_back({std::move(level.key), std::move(node)});
    }
  }

  std::shared_ptr<const Source> source_;
  Reader& reader_;
  Node root_;
  std::vector<Level> levels_;
  std::unordered_map<YAML::anchor_t, Node> anchors_;
  std::size_t nodes_ = 0;
};

void merge_over(Node& base, const Node& over) {
  if (!base.is_map() || !over.is_map()) {
    base = over;
    return;
  }
  for (const Entry& entry : over.entries()) {
    Node* old = base.find(entry.key.text());
    if (old == nullptr) {
      base.entries().push_back(entry);
    } else {
      merge_over(*old, entry.value);
    }
  }
}

Node load_chain(const std::filesystem::path& path, Reader& reader, int depth) {
  const std::string text = read_file(path, Fault::kConfig);
  const auto source = schema::make_source(path.string(), path.parent_path(), text);
  Node root = parse(source, text, reader);
  if (root.is_null()) {
    throw UserError(Fault::kConfig, fmt::format("'{}' is empty", path.string()),
                    "a config needs at least 'data', 'model' and 'training'; see 'nnctl help config'");
  }
  const Node* extends = root.find("extends");
  if (extends == nullptr) return root;
  constexpr int kDeepest = 10;
  const auto refuse = [&](std::string message, std::string hint) {
    throw UserError(Fault::kConfig,
                    {Diagnostic{extends->place(), std::move(message), std::move(hint), extends->excerpt()}});
  };
  if (!extends->is_scalar() || extends->is_null()) {
    refuse(fmt::format("'extends' must be the path of a config, got {}", describe(*extends)), "");
  }
  const std::filesystem::path base_path = path.parent_path() / extends->text();
  if (depth == kDeepest) {
    refuse(fmt::format("'extends' goes more than {} files deep", kDeepest), "does a file extend itself?");
  }
  if (std::error_code error; !std::filesystem::is_regular_file(base_path, error)) {
    refuse(fmt::format("'extends' names '{}', which is not a file", base_path.string()),
           "the path is relative to the file it stands in");
  }
  Node base = load_chain(base_path, reader, depth + 1);
  root.erase("extends");
  merge_over(base, root);
  return base;
}

}  // namespace

Node parse(const std::shared_ptr<const Source>& source, std::string_view text, Reader& reader) {
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    TreeBuilder builder(source, reader);
    if (!parser.HandleNextDocument(builder)) return {};
    Node root = builder.take();
    Reader ignored;
    TreeBuilder second(source, ignored);
    if (parser.HandleNextDocument(second)) {
      const Node extra = second.take();
      throw UserError(Fault::kConfig,
                      {Diagnostic{extra.place(), "a second YAML document starts here",
                                  "a config is one document; put each in a file of its own", extra.excerpt()}});
    }
    return root;
  } catch (const YAML::Exception& error) {
    fail(*source, error.mark, fmt::format("YAML syntax: {}", error.msg));
  }
}

Node load(const std::filesystem::path& path, Reader& reader) { return load_chain(path, reader, 0); }

}  // namespace nnctl::config
