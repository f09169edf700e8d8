#include "config/document.hpp"

#include <catch2/catch.hpp>

#include "base/file.hpp"
#include "schema/render.hpp"
#include "schema/scalar.hpp"
#include "unit/base/temporary_directory.hpp"

namespace nnctl::config {
namespace {

using schema::flow_text;
using schema::Node;
using schema::Reader;

Node parsed(const std::string& text) {
  Reader reader;
  Node root = parse(schema::make_source("c.yaml", {}, text), text, reader);
  reader.throw_if_failed();
  return root;
}

std::string error_of(const std::string& text) {
  try {
    parsed(text);
  } catch (const UserError& error) {
    CHECK(error.fault() == Fault::kConfig);
    return error.what();
  }
  return "";
}

TEST_CASE("every value and key knows its place") {
  const Node root = parsed("a: 1\nb:\n  - x\n  - {c: \"d\"}\n");
  const Node& list = *root.find("b");
  CHECK(root.find("a")->place().line == 1);
  CHECK(root.find("a")->place().column == 4);
  CHECK(list.items()[0].place().line == 3);
  CHECK(list.items()[0].place().column == 5);
  CHECK(list.items()[1].find("c")->place().column == 9);
  CHECK(list.items()[1].find("c")->quoted());
  CHECK(list.items()[1].entries()[0].key.place().column == 6);
  CHECK(list.items()[1].excerpt() == "  - {c: \"d\"}");
}

TEST_CASE("a key that is given twice") {
  CHECK(error_of("a: 1\nb: 2\na: 3\n") ==
        "c.yaml:3:1: error: duplicate key 'a'\na: 3\n^\n  hint: it is first given on line 1; keep one\n");
}

TEST_CASE("a second document") {
  CHECK(error_of("a: 1\n---\nb: 2\n") ==
        "c.yaml:3:1: error: a second YAML document starts here\nb: 2\n^\n"
        "  hint: a config is one document; put each in a file of its own\n");
}

TEST_CASE("anchors and aliases repeat a value, up to a limit") {
  CHECK(flow_text(parsed("a: &x {k: 1}\nb: *x\n")) == "{a: {k: 1}, b: {k: 1}}");
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int j = 1; j < 10; ++j) bomb += ", " + last;
    bomb += "]\n";
  }
  CHECK(error_of(bomb) ==
        "error: 'c.yaml' grows to more than 100000 values\n"
        "  hint: an alias that repeats other aliases multiplies them\n");
}

TEST_CASE("tags mean nothing, but for !!str") {
  CHECK(parsed("a: !!str 1\n").find("a")->quoted());
  CHECK(error_of("a: !secret 1\n").find("error: the tag '!secret' means nothing here\n") != std::string::npos);
}

TEST_CASE("deep nesting and broken text end in an error or a tree") {
  for (const std::string& text : {std::string(20000, '['), std::string(20000, '{'), std::string("a: [1\n"),
                                  std::string("\ta: 1"), std::string("? [a]\n: b\n")}) {
    INFO(text.substr(0, 20));
    CHECK_FALSE(error_of(text).empty());
  }
  CHECK(error_of("a: 'x\n").find("this quote is never closed") != std::string::npos);
  CHECK(error_of("b: 1\na: \"x\n  y\n").find("this quote is never closed") != std::string::npos);
  CHECK(error_of("a: 'it''s'\nb: \"\\\"\"\nc: 'two\n  lines'\n").empty());
  CHECK(parsed("").is_null());
}

TEST_CASE("what is written as YAML reads back the same") {
  for (const char* text :
       {"",    "true",  "no",  "1",           "1e-3", " a ", "a: b", "a #b", "[x]",  "- x", "a\nb", "a\tb",
        "\\n", "\"q\"", "'q'", "Caf\xC3\xA9", "~",    "a:",  "---",  "...",  "\x01", "?",   "=",    "<<"}) {
    INFO(text);
    Node inner = Node::map();
    inner.set("value", Node::string(text));
    inner.set("list", Node::sequence({Node::string(text), Node::integer(1)}));
    Node root = Node::map();
    root.set("outer", std::move(inner));
    root.set("key of it", Node::string(text));
    const Node back = parsed(to_yaml(root));
    CHECK(flow_text(back.find("outer")->find("list")->items()[1]) == "1");
    CHECK(back.find("outer")->find("value")->text() == text);
    CHECK(back.find("outer")->find("list")->items()[0].text() == text);
    CHECK(schema::is_string(*back.find("key of it")));
    CHECK(back.find("key of it")->text() == text);
  }
}

TEST_CASE("a config stands on the one it extends; lists are replaced") {
  const TemporaryDirectory directory;
  const auto write = [&](const char* name, const char* text) {
    write_file_atomically(directory.path() / name, text, false);
    return directory.path() / name;
  };
  write("base.yaml", "a: {x: 1, y: 2}\nl: [1, 2]\n");
  write("middle.yaml", "extends: base.yaml\na: {y: 3}\n");
  Reader reader;
  CHECK(flow_text(load(write("top.yaml", "extends: middle.yaml\nl: [7]\nb: 4\n"), reader)) ==
        "{a: {x: 1, y: 3}, l: [7], b: 4}");
  CHECK_FALSE(reader.failed());
  const auto refusal = [&](const char* name, const char* text) {
    try {
      load(write(name, text), reader);
    } catch (const UserError& error) {
      return error.diagnostics().front();
    }
    return Diagnostic{};
  };
  CHECK(refusal("self.yaml", "extends: self.yaml\n").message == "'extends' goes more than 10 files deep");
  CHECK(refusal("lost.yaml", "extends: none.yaml\n").hint == "the path is relative to the file it stands in");
  CHECK_FALSE(reader.failed());
}

}  // namespace
}  // namespace nnctl::config
