#include "layers/window.hpp"

#include <catch2/catch.hpp>

namespace nnctl {

namespace {

using schema::Node;

template <class T>
std::string mistake(const Node& node) {
  schema::Reader reader;
  T value;
  const bool good = schema::Codec<T>::read(reader, node, "size", value);
  CHECK(good == reader.diagnostics().empty());
  return good ? "" : reader.diagnostics().front().message;
}

template <class T>
T read(const Node& node) {
  schema::Reader reader;
  T value;
  CHECK(schema::Codec<T>::read(reader, node, "size", value));
  return value;
}

Node list(const std::vector<std::int64_t>& sizes) {
  Node node = Node::sequence();
  for (const std::int64_t size : sizes) node.append(Node::integer(size));
  return node;
}

}  // namespace

TEST_CASE("one size stands for every axis") {
  CHECK(read<Window2>(Node::integer(3)).sizes == std::array<std::int64_t, 2>{3, 3});
  CHECK(read<Window2>(list({3, 5})).sizes == std::array<std::int64_t, 2>{3, 5});
  CHECK(read<Window1>(Node::integer(4))[0] == 4);
  CHECK(read<Window1>(list({4}))[0] == 4);
  CHECK(read<Margin2>(list({0, 1})).sizes == std::array<std::int64_t, 2>{0, 1});
}

TEST_CASE("sizes are written as short as they can be") {
  CHECK(schema::Codec<Window2>::write(Window2::all(3)).text() == "3");
  CHECK(schema::Codec<Window2>::write({{3, 5}}).items().size() == 2);
  CHECK(schema::Codec<Window1>::write({{4}}).text() == "4");
}

TEST_CASE("sizes that are none") {
  CHECK(mistake<Window2>(Node::integer(0)) == "'size' must be an integer >= 1 or a list of 2, got 0");
  CHECK(mistake<Window2>(Node::number(1.5)) == "'size' must be an integer >= 1 or a list of 2, got 1.5");
  CHECK(mistake<Window2>(list({3})) == "'size' must be an integer >= 1 or a list of 2, got a list of 1");
  CHECK(mistake<Window2>(list({3, 0})) == "'size' must be an integer >= 1 or a list of 2, got 0 as item 1");
  CHECK(mistake<Window2>(Node()) == "'size' must be an integer >= 1 or a list of 2, got nothing");
  CHECK(mistake<Window2>(Node::map()) == "'size' must be an integer >= 1 or a list of 2, got a map");
  CHECK(mistake<Window1>(list({1, 2})) == "'size' must be an integer >= 1 or a list of 1, got a list of 2");
  CHECK(mistake<Margin2>(Node::integer(-1)) == "'size' must be an integer >= 0 or a list of 2, got -1");
  CHECK(mistake<Window2>(Node::integer(65536)) == "'size' must be at most 65535, got 65536");
}

}  // namespace nnctl
