/** Marks a line item that stands for a native Moodle activity (AGS 2.0 §3.2.10 `tag`). */
export const MIRROR_TAG = 'laurel-mirror';
