export const viewsPath = '/api/v1/views';

/** Where views and process managers stand, as the server answers. Positions are decimal strings. */
export interface ViewsAnswer {
  /** Of the newest event of the log. */
  readonly head: string;
  /** How many events the views have taken in; 0 when that is not known. */
  readonly events: number;
  readonly views: readonly ViewStanding[];
}
export interface ViewStanding {
  readonly name: string;
  readonly kind: 'view' | 'reaction';
  readonly position: string | null;
  readonly buildingTo: string | null;
  readonly parked: { readonly reason: string; readonly eventType: string; readonly position: string } | null;
}

/** The views of an installation, whether its server runs or not. */
export interface ViewsSource {
  views(): Promise<ViewsAnswer>;
  /** Empties views; they are then built anew until the source is closed, by a running server to the end. */
  rebuild(names: readonly string[]): Promise<ViewsAnswer>;
}
