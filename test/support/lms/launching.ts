import type { Course, Link, Person } from './course.js';
import type { Tool } from './tool.js';

export type MessageKind = 'resource-link' | 'deep-linking';

export interface LaunchOptions {
  as: Person | string;
  link?: Link;
  message?: MessageKind;
  /** Canvas: a placement such as `course_navigation`, instead of a link. */
  placement?: string;
  course?: Course;
  tool?: Tool;
}

export interface LoginRequest {
  method: 'POST';
  url: string;
  fields: Record<string, string>;
}

export interface PendingLaunch {
  id: string;
  person: Person;
  course: Course;
  tool: Tool;
  link: Link | null;
  message: MessageKind;
  placement: string | null;
}

/** What the authorization endpoint answers: fields to post to the tool, or an error. */
export type Authorization =
  | { ok: true; redirectUri: string; fields: Record<string, string> }
  | { ok: false; status: number; message: string };

export interface Endpoints {
  issuer: string;
  authorizationUrl: string;
  tokenUrl: string;
  jwksUrl: string;
  openidConfigurationUrl: string;
  registrationUrl: string;
}
