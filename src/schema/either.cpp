#include "schema/either.hpp"

#include <utility>

namespace nnctl::schema {

TypeInfo either(std::string text, std::vector<TypeInfo> forms) {
  TypeInfo info;
  info.text = std::move(text);
  info.json = [forms](JsonDefinitions& definitions) {
    Node list = Node::sequence();
    for (const TypeInfo& form : forms) list.append(form.json(definitions));
    Node any = Node::map();
    any.set("anyOf", std::move(list));
    return any;
  };
  info.nested = [forms] {
    std::vector<const AnySchema*> schemas;
    for (const TypeInfo& form : forms) {
      if (!form.nested) continue;
      for (const AnySchema* schema : form.nested()) schemas.push_back(schema);
    }
    return schemas;
  };
  return info;
}

}  // namespace nnctl::schema
