export class Holder {
  props = $state.raw(undefined);
}
