// What is printed from the declarations: flow-style YAML and JSON Schema.
#include "unit/schema/toy.hpp"

namespace nnctl::schema {
namespace {

TEST_CASE("strings are quoted when YAML would read something else") {
  for (const char* text : {"abc", "a b", "no", "yes", "12:30", "a#b", "long_notes", "Caf\xC3\xA9", "a-b", "1_000"}) {
    CHECK(flow_text(Node::string(text)) == text);
  }
  for (const char* text : {"",    "true", "null", "~",  "1",  "1e-3", ".inf", "0x1F", " a", "a ",
                           "- a", "a: b", "a #b", "a:", "[a", "a]",   "{a",   "a,b",  "&a", "*a",
                           "!a",  "|",    ">",    "'a", "%a", "@a",   "`a",   "?a"}) {
    CHECK(flow_text(Node::string(text)) == '"' + std::string(text) + '"');
  }
  CHECK(flow_text(Node::string("a\"b")) == "a\"b");
  CHECK(flow_text(Node::string("\"a\"")) == "\"\\\"a\\\"\"");
  CHECK(flow_text(Node::string("a\nb\tc")) == "\"a\\nb\\tc\"");
  CHECK(flow_text(Node::string("a\\,")) == "\"a\\\\,\"");
  CHECK(flow_text(Node::string(std::string("\x01", 1))) == "\"\\x01\"");
}

TEST_CASE("other values as they are") {
  CHECK(flow_text(Node()) == "null");
  CHECK(flow_text(Node::plain("")) == "null");
  CHECK(flow_text(Node::number(0.001)) == "0.001");
  CHECK(flow_text(Node::boolean(true)) == "true");
  CHECK(flow_text(Node::sequence()) == "[]");
  CHECK(flow_text(Node::map()) == "{}");
  CHECK(flow_text(toy_map({{"a", Node::sequence({Node::integer(1), Node()})}, {"true", toy_map({})}})) ==
        "{a: [1, null], \"true\": {}}");
}

TEST_CASE("JSON Schema: types, ranges, defaults, required keys, parts by reference") {
  const Node schema = json_schema_document(Box::schema(), "box");
  CHECK(schema.find("$schema")->text() == "http://json-schema.org/draft-07/schema#");
  CHECK(flow_text(*schema.find("additionalProperties")) == "false");
  CHECK(flow_text(*schema.find("patternProperties")) == "{^x-: {}}");
  CHECK(schema.find("required") == nullptr);
  const Node& properties = *schema.find("properties");
  CHECK(flow_text(*properties.find("version")) == "{type: integer, minimum: 1, description: Of the box., default: 1}");
  CHECK(flow_text(*properties.find("weight")) ==
        "{type: number, exclusiveMinimum: 0, description: Kilograms., default: 2.5}");
  CHECK(flow_text(*properties.find("lid")) == "{enum: [open, shut], description: How it is closed., default: shut}");
  CHECK(flow_text(*properties.find("ribbon")) == "{description: Around it. (not available yet)}");
  CHECK(flow_text(*properties.find("toy")->find("allOf")) == "[{$ref: \"#/definitions/toy\"}]");
  CHECK(flow_text(*properties.find("label")->find("required")) == "[text]");
  const Node& either = *schema.find("definitions")->find("toy")->find("anyOf");
  REQUIRE(either.items().size() == 3);
  CHECK(flow_text(either.items()[0]) == "{enum: [race_car, ball]}");
  CHECK(flow_text(*either.items()[1].find("properties")->find("type")) == "{enum: [race_car, RaceCar, auto_mobile]}");
  CHECK(flow_text(*either.items()[1].find("required")) == "[type, wheels]");
}

}  // namespace
}  // namespace nnctl::schema
