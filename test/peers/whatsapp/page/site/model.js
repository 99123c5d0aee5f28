// Events in Backbone's order (every `change:<name>`, then `change`; the model first, then its collection), with names that may be several,
// divided by spaces. What a model says of itself is own properties only: CDP and JSON carry nothing else across.

export class Emitter {
  #heard = new Map();

  on(names, hear) {
    for (const name of names.split(' ')) this.#heard.set(name, [...(this.#heard.get(name) ?? []), hear]);
    return this;
  }

  off(names, hear) {
    for (const name of names.split(' ')) {
      const left = (this.#heard.get(name) ?? []).filter((one) => one !== hear && one.once !== hear);
      this.#heard.set(name, left);
    }
    return this;
  }

  once(name, hear) {
    const first = (...words) => {
      this.off(name, first);
      hear(...words);
    };
    first.once = hear;
    return this.on(name, first);
  }

  trigger(name, ...words) {
    for (const hear of this.#heard.get(name) ?? []) hear(...words);
    return this;
  }
}

export class Model extends Emitter {
  #collection = null;

  constructor(attributes = {}) {
    super();
    Object.assign(this, attributes);
  }

  belongTo(collection) {
    this.#collection = collection;
  }

  tell(name, ...words) {
    this.trigger(name, ...words);
    this.#collection?.trigger(name, ...words);
  }

  set(attributes) {
    const before = {};
    for (const [name, value] of Object.entries(attributes)) {
      if (same(this[name], value)) continue;
      before[name] = this[name];
      this[name] = value;
    }
    for (const name of Object.keys(before)) this.tell(`change:${name}`, this, this[name], before[name]);
    if (Object.keys(before).length > 0) this.tell('change', this);
    return this;
  }

  serialize() {
    return Object.fromEntries(Object.entries(this).filter(([, value]) => value !== undefined));
  }
}

export class Collection extends Emitter {
  #models = new Map();

  constructor(modelClass) {
    super();
    this.modelClass = modelClass;
  }

  add(model) {
    const key = keyOf(model.id);
    const known = this.#models.get(key);
    if (known) return known;
    this.#models.set(key, model);
    model.belongTo(this);
    this.trigger('add', model);
    return model;
  }

  remove(id) {
    const model = this.get(id);
    if (!model) return;
    this.#models.delete(keyOf(id));
    this.trigger('remove', model);
  }

  get(id) {
    return this.#models.get(keyOf(id));
  }

  get length() {
    return this.#models.size;
  }

  getModelsArray() {
    return [...this.#models.values()];
  }

  serialize() {
    return this.getModelsArray().map((model) => model.serialize());
  }
}

/** An id as a text: a model's key, whether it is a Wid, a MsgKey or a text already. */
export function keyOf(id) {
  return typeof id === 'string' ? id : id?._serialized;
}

function same(one, other) {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  return JSON.stringify(one) === JSON.stringify(other);
}
