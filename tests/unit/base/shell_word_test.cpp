#include "base/shell_word.hpp"

#include <catch2/catch.hpp>

namespace nnctl {

TEST_CASE("a word of a command is quoted only where a shell would read something into it") {
  CHECK(shell_word("runs/genre/1") == "runs/genre/1");
  CHECK(shell_word("training.optimizer.learning_rate=1e-2") == "training.optimizer.learning_rate=1e-2");
  CHECK(shell_word("runs/größe") == "runs/größe");
  CHECK(shell_word("") == "''");
  CHECK(shell_word("my run") == "'my run'");
  CHECK(shell_word("runs/süß & co-sweep/1/best.yaml") == "'runs/süß & co-sweep/1/best.yaml'");
  CHECK(shell_word("a=[1, 2]") == "'a=[1, 2]'");
  CHECK(shell_word("$HOME*~`;") == "'$HOME*~`;'");
  CHECK(shell_word("it's") == R"('it'\''s')");
  CHECK(shell_word("a\\b") == R"('a\b')");
}

}  // namespace nnctl
